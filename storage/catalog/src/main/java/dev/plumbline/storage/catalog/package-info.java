/**
 * Who keeps the tables: the Iceberg REST catalog protocol over a database and a warehouse. Start at
 * {@link dev.plumbline.storage.catalog.StorageApp}; {@link dev.plumbline.storage.catalog.CatalogDoor} has the routes,
 * {@link dev.plumbline.storage.catalog.WarehouseBoundary} what keeps clients inside the warehouse.
 */
package dev.plumbline.storage.catalog;
