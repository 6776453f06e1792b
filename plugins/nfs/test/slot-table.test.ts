import fc from "fast-check";
import { expect, test } from "vitest";
import { type Slot, SlotTable } from "../src/protocol/nfs4/slot-table.ts";

test("a slot is used by one request at a time, the lowest first, and all get their turn", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.boolean(), { maxLength: 60 }),
      async (count, steps) => {
        const table = new SlotTable(count);
        const held: Slot[] = [];
        let waiting = 0;
        const take = (): void => {
          waiting += 1;
          void table.take().then((slot) => {
            waiting -= 1;
            expect(held).not.toContain(slot);
            held.push(slot);
          });
        };
        for (const isTake of steps) {
          const free = Array.from({ length: count }, (_, id) => id).filter((id) =>
            held.every((slot) => slot.id !== id),
          );
          if (isTake) {
            take();
            await Promise.resolve();
            if (free.length > 0) expect(held.at(-1)?.id).toBe(free[0]);
          } else {
            const slot = held.shift();
            if (slot !== undefined) table.giveBack(slot);
            await Promise.resolve();
          }
          expect(held.length).toBeLessThanOrEqual(count);
          expect(waiting === 0 || held.length === count).toBe(true);
          expect(table.isIdle).toBe(held.length === 0);
          expect(table.highestUsed).toBe(Math.max(0, ...held.map(({ id }) => id)));
        }
      },
    ),
  );
});
