// How each number of the page is measured: in a sentence, and as the call that anybody can repeat.

/** Asks for the dialog that says how a number is measured; the page listens. */
export function askHow(element, measure) {
  element.dispatchEvent(new CustomEvent("how-measured", { bubbles: true, composed: true, detail: measure }));
}

const origin = () => window.location.origin;

/** A number out of the live state. */
export const fromLive = (title, says, field) => ({
  title,
  says,
  call: `curl -sN -m 3 ${origin()}/v1/live`,
  field,
});

/** A number out of the answer to GET path. */
export const fromAnswer = (title, says, path, field) => ({
  title,
  says,
  call: `curl -s '${origin()}${path}'`,
  path,
  field,
});

export const bookMeasure = (stream) => fromAnswer(
  stream ? `The closed book of ${stream}` : "The closed book",
  "Accepted is the number of rows in bronze. Silver, quarantine and duplicates are counted in their tables as of the "
    + "same Kafka offsets as bronze, so the two sides must be equal at every moment, not only at the end.",
  stream ? `/v1/book/${encodeURIComponent(stream)}` : "/v1/book",
  stream ? "accepted, silver, quarantine, duplicates, difference, closes" : "streams[]: accepted, silver, quarantine, duplicates, difference",
);

export const modelMeasure = (model) => fromAnswer(
  `The closed book of ${model}`,
  "Silver rows are those of the silver snapshot that the gold table is up to. Each was either counted in a window "
    + "or listed in ops.late_rows because its window had closed.",
  "/v1/book",
  "models[]: silverRows, rowsCounted, rowsLate, difference",
);

export const measures = {
  uptime: () => fromLive("Up", "Time since visualize-api started.", "uptimeSeconds"),
  eventsPerSecond: () => fromLive("Events per second", "Events that the broker acknowledged to ingest-api, per second, all streams together.", "layers.connect.eventsPerSecond"),
  acknowledgedP99: () => fromLive("Acknowledged p99", "From the last event of a request read to the broker's acknowledgement of all of them: 99 of 100 recent requests took no longer. Of several streams, the slowest.", "layers.connect.acknowledgedP99Millis"),
  refused: () => fromLive("Refused", "The share of events that broke their contract. They are kept in the stream's dead-letter topic.", "layers.connect.refusedPercent"),
  lag: () => fromLive("Behind", "Records in Kafka that processing has not committed to the tables yet: end offset less committed offset, over all partitions.", "layers.buffer.lag"),
  lagSeconds: () => fromLive("Behind, as time", "How long the oldest of the waiting records has been waiting, as far as visualize-api has watched: no longer than since its own start.", "layers.buffer.lagSeconds"),
  deadLetters: () => fromLive("Dead letters", "Records in the dead-letter topics of all streams: payload, reason and rule.", "layers.buffer.deadLetters"),
  batchMillis: () => fromLive("A batch", "How long the latest micro-batch of any stream took, from reading its records to the commit of its tables.", "layers.process.batchMillis"),
  rowsPerBatch: () => fromLive("Rows per batch", "Records in the latest micro-batch.", "layers.process.rowsPerBatch"),
  late: () => fromLive("Late", "Rows that came after their window had closed, and that no window holds: those of models with late: list. They are in silver and in ops.late_rows. What a model with late: count lists there is in its windows as well, and not in this number.", "layers.process.late"),
  freshness: () => fromLive("Fresh", "Time since silver was last committed: the youngest rows that a query sees.", "layers.store.freshnessSeconds"),
  snapshots: () => fromLive("Snapshots", "Snapshots that can be read with asOf, all tables together.", "layers.store.snapshots"),
  smallFiles: () => fromLive("Small files", "Data files below 8 MB: each costs more to open than to read. Maintenance puts small ones together where a partition has several.", "layers.store.smallFiles"),
  p95: () => fromLive("p95", "95 of 100 recent queries were answered within this time.", "layers.visualize.p95Millis"),
  queriesRunning: () => fromLive("Queries running", "Queries that visualize-api is answering now.", "layers.visualize.queriesRunning"),
  fromCache: () => fromLive("From cache", "The share of recent questions answered from cache, because their snapshot was still current.", "layers.visualize.fromCachePercent"),
  now: () => fromLive("Now", "The clock of visualize-api, in UTC.", "clocks.now"),
  tablesAt: () => fromLive("In the tables", "How far the tables are behind now: the time up to which what arrived can be read.", "clocks.tablesAt"),
  watermark: (model) => fromLive(
    `Watermark${model ? ` of ${model}` : ""}`,
    "The greatest event time seen, in the Kafka partition that is furthest behind, less the time that the model waits. Windows that end before it are final; an event of one of them is late.",
    "clocks.watermark"),
};
