/**
 * The closed book: whether what was accepted is where it belongs. Start at {@link dev.plumbline.visualize.book.Book}.
 */
package dev.plumbline.visualize.book;
