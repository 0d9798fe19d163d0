/** How events lie in a request body: lines, arrays, CloudEvents. Start at {@link dev.plumbline.ingest.format.LineReader}. Knows no HTTP. */
package dev.plumbline.ingest.format;
