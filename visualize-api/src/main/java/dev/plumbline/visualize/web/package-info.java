/**
 * What every route shares: JSON, problem documents, and the page with its libraries. Start at {@link
 * dev.plumbline.visualize.web.WebFiles}.
 */
package dev.plumbline.visualize.web;
