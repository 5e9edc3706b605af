/** The first dotted number in a text, as [major, minor, patch], or undefined. */
export function parseVersion(text) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text ?? '');
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

export function atLeast(version, floor) {
  if (!version) return false;
  for (let i = 0; i < 3; i += 1) {
    const difference = (version[i] ?? 0) - (floor[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export const show = (version) => (version ? version.join('.') : 'of unknown version');
