/**
 * Visualize: HTTP out. Start at {@link dev.plumbline.visualize.VisualizeApi}. Reads tables through the REST catalog and
 * topics through the broker, asks the other layers for their figures, and writes nothing.
 */
package dev.plumbline.visualize;
