/**
 * HTTP in: formats, limits, acknowledgement. Start at {@link dev.plumbline.ingest.IngestApi}; an event's way is
 * {@code EventsResource} (the request), {@code format} (its bytes), {@code Intake} (the contract's check),
 * the buffer, and {@code Ledger} (what became of it).
 */
package dev.plumbline.ingest;
