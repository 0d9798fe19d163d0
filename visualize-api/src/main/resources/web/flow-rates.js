// How many events a second pass from layer to layer, read off two live states some seconds apart.

import { epoch, isNumber } from "./format.js";

const windowMillis = 5000;

/** Sums what the function finds in each stream; undefined where no stream has it. */
function sum(streams, find) {
  const found = (streams ?? []).map(find).filter(isNumber);
  return found.length ? found.reduce((a, b) => a + b, 0) : undefined;
}

const committed = ({ partitions }) => sum(partitions, (partition) => partition.committed);

/** Remembers the counts of the last seconds. */
export class FlowRates {
  #samples = [];

  /** Takes a state in; answers good and bad events a second for the four pipes. */
  after(state) {
    const at = epoch(state?.at) ?? Date.now();
    const sample = {
      at,
      read: sum(state?.streams, committed),
      silver: sum(state?.streams, ({ book }) => book?.silver),
      quarantine: sum(state?.streams, ({ book }) => book?.quarantine),
      duplicates: sum(state?.streams, ({ book }) => book?.duplicates),
    };
    if (this.#samples.at(-1)?.at !== at) this.#samples.push(sample);
    this.#samples = this.#samples.filter((earlier) => at - earlier.at <= windowMillis && earlier.at <= at);

    const silver = this.#perSecond("silver");
    const quarantine = this.#perSecond("quarantine");
    return [
      {
        good: sum(state?.streams, (stream) => stream.acceptedPerSecond) ?? state?.layers?.connect?.eventsPerSecond,
        bad: sum(state?.streams, (stream) => stream.rejectedPerSecond),
        says: "acknowledged, on their way to Kafka",
      },
      { good: this.#perSecond("read"), bad: 0, says: "read by Spark" },
      { good: silver + this.#perSecond("duplicates"), bad: quarantine, says: "written to the tables" },
      { good: silver, bad: 0, says: "visible to queries" },
    ];
  }

  #perSecond(name) {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || first.at === last.at || !isNumber(first[name]) || !isNumber(last[name])) return 0;
    return Math.max(0, ((last[name] - first[name]) * 1000) / (last.at - first.at));
  }
}
