/** Whom benchmarks seal for. Nobody has the identity. */
export const recipient = "age1wv5mslmkvvuty6r5pm2p0ur7rjmxr0nm4zpp6y4lsc5fg8nflq3shz83gk";

/** What benchmarks seal with. It keeps the policy for backup passwords. */
export const password = "Benchmark-1";
