// CompressionLab, numbers as texts, and which of the settings that were tried is shown.

const SIZES = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]];

/** 1.57 MB, 196 kB, 12 bytes */
export function sizeText(bytes) {
  const [size, name] = SIZES.find(([least]) => bytes >= least) ?? [1, "bytes"];
  return `${Number((bytes / size).toPrecision(3))} ${name}`;
}

export const settingOf = ({ bits, group, keep }) => ({ bits, group, keep });

/** The number of the try with a setting, or −1. */
export function numberOf(tries, { bits, group, keep }) {
  const wanted = JSON.stringify([bits, group, keep]);
  return tries.findIndex((each) => JSON.stringify([each.bits, each.group, each.keep]) === wanted);
}
