/**
 * What is kept: the tables that follow from a contract, how they change with it, and how a commit says what it holds.
 * Start at {@link dev.plumbline.storage.tables.TableDefinitions}, then {@link dev.plumbline.storage.tables.Tables}. Knows
 * Iceberg's API and nothing of any engine.
 */
package dev.plumbline.storage.tables;
