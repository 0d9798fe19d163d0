// The five layers in the order an event travels: what each card says, and from where in the live state it takes it.

import { html } from "lit";
import { count, isNumber, millis, missing, percent, rate, seconds } from "./format.js";
import { measures } from "./measures.js";
import "./picture-rate.js";
import "./picture-tapes.js";
import "./picture-batches.js";
import "./picture-beads.js";
import "./picture-latency.js";

const many = (number, one, more) => `${count(number)} ${number === 1 ? one : more}`;

function connect(state) {
  const layer = state?.layers?.connect ?? {};
  return {
    system: "ingest-api",
    big: { text: rate(layer.eventsPerSecond), unit: "events/s", measure: measures.eventsPerSecond },
    picture: html`<picture-rate .rates=${layer.rates}></picture-rate>`,
    facts: [
      { label: "acknowledged p99", text: millis(layer.acknowledgedP99Millis), measure: measures.acknowledgedP99 },
      { label: "refused", text: percent(layer.refusedPercent), measure: measures.refused, attention: layer.refusedPercent > 0 },
    ],
  };
}

function buffer(state) {
  const layer = state?.layers?.buffer ?? {};
  const partitions = isNumber(layer.partitions)
    ? layer.partitions
    : (state?.streams ?? []).reduce((sum, { partitions: own }) => sum + (own?.length ?? 0), 0);
  return {
    system: partitions > 0 ? `Kafka, ${many(partitions, "partition", "partitions")}` : "Kafka",
    big: { text: count(layer.lag), unit: "behind", measure: measures.lag },
    picture: html`<picture-tapes .streams=${state?.streams}></picture-tapes>`,
    facts: [
      { label: "that is", text: seconds(layer.lagSeconds), measure: measures.lagSeconds },
      { label: "dead letters", text: count(layer.deadLetters), measure: measures.deadLetters, attention: layer.deadLetters > 0 },
    ],
  };
}

function process(state) {
  const layer = state?.layers?.process ?? {};
  const streams = state?.streams?.length ?? 0;
  return {
    system: streams > 0 ? `Spark, ${many(streams, "stream", "streams")}` : "Spark",
    big: { text: isNumber(layer.batchMillis) ? seconds(layer.batchMillis / 1000) : missing, unit: "a batch", measure: measures.batchMillis },
    picture: html`<picture-batches .batches=${layer.recentBatches}></picture-batches>`,
    facts: [
      { label: "rows per batch", text: count(layer.rowsPerBatch), measure: measures.rowsPerBatch },
      { label: "late", text: count(layer.late), measure: measures.late },
    ],
  };
}

function store(state) {
  const layer = state?.layers?.store ?? {};
  return {
    system: isNumber(layer.files) ? `Iceberg, ${many(layer.files, "file", "files")}` : "Iceberg",
    big: { text: seconds(layer.freshnessSeconds), unit: "fresh", measure: measures.freshness },
    picture: html`<picture-beads .snapshots=${layer.recentSnapshots}></picture-beads>`,
    facts: [
      { label: "snapshots", text: count(layer.snapshots), measure: measures.snapshots },
      { label: "small files", text: count(layer.smallFiles), measure: measures.smallFiles },
    ],
  };
}

function visualize(state) {
  const layer = state?.layers?.visualize ?? {};
  return {
    system: "queries and charts",
    big: { text: millis(layer.p95Millis), unit: "p95", measure: measures.p95 },
    picture: html`<picture-latency .latencies=${layer.latencies}></picture-latency>`,
    facts: [
      { label: "queries", text: isNumber(layer.queriesRunning) ? `${count(layer.queriesRunning)} running` : missing, measure: measures.queriesRunning },
      { label: "from cache", text: percent(layer.fromCachePercent), measure: measures.fromCache },
    ],
  };
}

/** Name, what the card shows of a live state, and what it means when the layer does not answer. */
export const layers = [
  { key: "connect", name: "Connect", card: connect, process: "ingest-api", whenSilent: "ingest-api does not answer. Nothing is accepted until it is back; senders can repeat with the same id." },
  { key: "buffer", name: "Buffer", card: buffer, process: "buffer", whenSilent: "Kafka does not answer. ingest-api answers 503 until it is back; what was acknowledged is on disk." },
  { key: "process", name: "Process", card: process, process: "processing", whenSilent: "Spark does not answer. Events wait in Kafka; none is lost." },
  { key: "store", name: "Store", card: store, process: "storage", whenSilent: "The catalog does not answer. The tables stand still; batches are repeated when it is back." },
  { key: "visualize", name: "Visualize", card: visualize, process: "visualize-api", whenSilent: "visualize-api does not answer. The page shows what it last heard." },
];
