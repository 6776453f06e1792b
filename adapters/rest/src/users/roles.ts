/** What a user may do. */
export type Role = "admin" | "operator" | "read-only";

/** What an operation does. */
export type Effect = "read" | "change";

/**
 * The effects that each role permits. A user who may only read in vCenter logs in,
 * but sees nothing of the appliance's recovery; such a user reads metrics here.
 */
const permitted: Readonly<Record<Role, readonly Effect[]>> = {
  admin: ["read", "change"],
  operator: ["read"],
  "read-only": [],
};

/** All roles. */
export const roles: readonly Role[] = Object.keys(permitted) as Role[];

/** Whether a role permits an effect. */
export function permits(role: Role, effect: Effect): boolean {
  return permitted[role].includes(effect);
}
