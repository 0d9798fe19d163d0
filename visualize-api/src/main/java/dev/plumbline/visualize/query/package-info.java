/**
 * Questions over tables: Iceberg plans which files, DuckDB reads them. Start at {@link
 * dev.plumbline.visualize.query.Queries}; {@link dev.plumbline.visualize.query.TableViews} is where the two meet.
 */
package dev.plumbline.visualize.query;
