/** Scheme, host and port of a location: who gets the password that is sent there, and how. */
export function serverOf(location: string): string {
  if (!URL.canParse(location)) return location;
  const { protocol, host } = new URL(location);
  return `${protocol}//${host}`;
}
