// Asks the API of this origin, and reads its answers without losing digits.

/** Snapshot ids are longer than a JavaScript number is exact; such integers are kept as text. */
function keepLongIntegers(key, value, context) {
  if (typeof value !== "number" || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  return context?.source && /^-?\d+$/.test(context.source) ? context.source : value;
}

export const parse = (text) => JSON.parse(text, keepLongIntegers);

/** The JSON answer to GET path; throws an Error whose message can be shown. */
export async function answerTo(path, timeoutMillis = 15000) {
  let response;
  try {
    response = await fetch(path, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(timeoutMillis) });
  } catch (failure) {
    throw new Error(failure.name === "TimeoutError" ? `no answer within ${timeoutMillis / 1000} s` : "visualize-api does not answer");
  }
  const text = await response.text();
  if (!response.ok) {
    throw Object.assign(new Error(reasonIn(text) ?? `HTTP ${response.status}`), { status: response.status });
  }
  return parse(text);
}

/** The reason that an RFC 9457 problem document gives. */
function reasonIn(text) {
  try {
    const problem = JSON.parse(text);
    return problem.detail ?? problem.title;
  } catch {
    return undefined;
  }
}
