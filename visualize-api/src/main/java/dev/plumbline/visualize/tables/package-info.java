/**
 * The tables as Iceberg's metadata describes them. Start at {@link dev.plumbline.visualize.tables.CurrentTables}: it
 * says what a name means now or at an earlier time; {@link dev.plumbline.visualize.tables.Manifests} says which files that is.
 */
package dev.plumbline.visualize.tables;
