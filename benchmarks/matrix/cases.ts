import { join } from "node:path";
import { compareTrees } from "../../tools/demo/compare-trees.ts";
import type { Outcome } from "./holdfast.ts";
import { archiveOf, offerOf, type Operator } from "./operator.ts";

/** What happened that should not have; `undefined` when all was as expected. */
type Finding = string | undefined;

/** One column of the matrix. */
export interface Case {
  readonly name: string;
  /** Why it does not apply to a subject. */
  notApplicable?(operator: Operator): string | undefined;
  run(operator: Operator): Promise<Finding>;
}

const interrupted = 130;
const damage = (outcome: Outcome, code: number, id?: string): Finding => {
  const asExpected = outcome.code === code && (id === undefined || outcome.ids.includes(id));
  return asExpected
    ? undefined
    : `ended with ${outcome.code} and ${outcome.ids.join(", ") || "no message"}, expected ${code}${id ? ` and ${id}` : ""}`;
};

/** The columns, in the order in which they run. */
export const cases: readonly Case[] = [
  {
    name: "check",
    run: async (operator) => {
      const check = await operator.check(operator.subject.url("checked"));
      operator.offers = offerOf(check);
      return (
        damage(check, 0) ?? (operator.offers === undefined ? "it does not say what it offers" : undefined)
      );
    },
  },
  {
    name: "backup",
    run: async (operator) => damage(await operator.backUp({ url: operator.subject.url("plain") }), 0),
  },
  {
    name: "verify",
    run: async (operator) => {
      const url = operator.subject.url("verified");
      const backup = await operator.backUp({ url });
      return damage(await operator.verify(url, archiveOf(backup, operator.subject)), 0);
    },
  },
  {
    name: "restore",
    run: async (operator) => {
      const url = operator.subject.url("restored");
      const backup = await operator.backUp({ url });
      const restore = await operator.restore(url, archiveOf(backup, operator.subject));
      const { tree } = operator.place;
      return (
        damage(restore, 0) ??
        compareTrees(tree, join(restore.target, tree))
          .slice(0, 3)
          .reduce<Finding>((all, each) => (all === undefined ? each : `${all}; ${each}`), undefined)
      );
    },
  },
  {
    name: "cancel",
    run: async (operator) => {
      const url = operator.subject.url("cancelled");
      const onStored = (pid: number): void => void process.kill(pid, "SIGINT");
      const backup = await operator.backUp({ url }, { source: operator.place.big, onStored });
      const left = operator.subject.lists ? await operator.archives(url) : [];
      return (
        damage(backup, interrupted, "holdfast.job.cancelled") ??
        (left.length > 0 ? `${left.join(", ")} is listed` : undefined)
      );
    },
  },
  {
    name: "wrong password",
    notApplicable: ({ subject }) => (subject.login === undefined ? "the type knows no login" : undefined),
    run: async (operator) => {
      const change = { password: operator.place.wrongPassword };
      const url = operator.subject.url("plain");
      return damage(await operator.backUp({ url }, { change }), 1, "holdfast.location.unauthenticated");
    },
  },
  {
    name: "wrong peer",
    notApplicable: ({ subject }) =>
      subject.otherPeer === undefined ? "the type knows neither certificate nor host key" : undefined,
    run: async (operator) => {
      const { otherPeer = [] } = operator.subject;
      const url = operator.subject.url("plain");
      const backup = await operator.backUp({ url }, { change: { args: otherPeer } });
      return damage(backup, 1, "holdfast.location.untrusted-peer");
    },
  },
  {
    name: "server killed",
    notApplicable: ({ subject }) => (subject.restart === undefined ? "there is no server" : undefined),
    run: async (operator) => {
      const { subject, place } = operator;
      const url = subject.url("killed");
      let restarted: Promise<void> | undefined;
      const onStored = (): void => void (restarted = subject.restart?.());
      const backup = await operator.backUp({ url }, { source: place.big, onStored });
      await restarted;
      if (restarted === undefined) return "the backup was done before the server was killed";
      return damage(backup, 0) ?? damage(await operator.verify(url, archiveOf(backup, subject)), 0);
    },
  },
  {
    name: "disk full",
    run: async (operator) => {
      const { subject, place } = operator;
      const backup = await operator.backUp(await subject.full(), { source: place.big });
      return damage(backup, 1, subject.fullMessage ?? "holdfast.location.no-space");
    },
  },
];
