/** The Iceberg tables as processing reads and writes them. Start at {@link dev.plumbline.processing.lake.Lake}. */
package dev.plumbline.processing.lake;
