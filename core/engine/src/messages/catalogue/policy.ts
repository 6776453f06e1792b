export const policyMessages = {} as const;
