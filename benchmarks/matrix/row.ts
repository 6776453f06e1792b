import { isMissing } from "@holdfast/testservers";
import { Canary } from "./canary.ts";
import { type Case, cases } from "./cases.ts";
import { Holdfast } from "./holdfast.ts";
import { Operator } from "./operator.ts";
import type { Subject } from "./subject.ts";
import { Workplace } from "./workplace.ts";

/** The columns: the cases, and whether no secret came out in any of them. */
export const columns: readonly string[] = [...cases.map(({ name }) => name), "secrets kept"];

/** One row of the matrix. */
export interface Row {
  readonly type: string;
  readonly server: string;
  /** One of `ok`, `-` and `FAILED` for each column. */
  readonly cells: readonly string[];
  /** What the sessions offer; `undefined` when there was none. */
  readonly offers?: string | undefined;
  /** What went wrong, in words. */
  readonly failures: readonly string[];
  /** Why cells are `-`. */
  readonly reasons: readonly string[];
}

/** Runs all cases at one subject. */
export async function rowOf(subject: Subject): Promise<Row> {
  const { type, server } = subject;
  const [cells, failures, reasons]: [string[], string[], string[]] = [[], [], []];
  const started = await subject.start();
  if (isMissing(started)) {
    const failures = [`${type}, ${server}: ${started.missing}`];
    return { type, server, cells: columns.map(() => "FAILED"), failures, reasons };
  }
  const place = await Workplace.create();
  const canary = new Canary([
    place.backupPassword,
    place.wrongPassword,
    ...(started.login === undefined ? [] : [started.login.password]),
  ]);
  const operator = new Operator(place, started, new Holdfast(place, canary));
  try {
    for (const each of cases) {
      const reason = each.notApplicable?.(operator);
      const finding = reason === undefined ? await findingOf(each, operator) : undefined;
      if (reason !== undefined) reasons.push(`${type}, ${each.name}: ${reason}`);
      if (finding !== undefined) failures.push(`${type}, ${server}, ${each.name}: ${finding}`);
      cells.push(reason !== undefined ? "-" : finding === undefined ? "ok" : "FAILED");
    }
    for (const where of canary.found) failures.push(`${type}, ${server}: a secret is in ${where}`);
    cells.push(canary.found.length === 0 ? "ok" : "FAILED");
    return { type, server, cells, offers: operator.offers, failures, reasons };
  } finally {
    await started.stop();
    await place.remove();
  }
}

async function findingOf(given: Case, operator: Operator): Promise<string | undefined> {
  try {
    return await given.run(operator);
  } catch (error) {
    return String(error);
  }
}
