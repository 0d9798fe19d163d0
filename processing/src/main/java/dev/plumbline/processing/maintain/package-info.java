/** What keeps tables small and quick beside the streams. Start at {@link dev.plumbline.processing.maintain.TableMaintenance}. */
package dev.plumbline.processing.maintain;
