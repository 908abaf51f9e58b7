// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), because the browser's own is closed where the line is not encrypted, and because a riddle of a hundred
// thousand short texts is solved sooner without a promise for each.
function primes(n: number): number[] {
  const out: number[] = [];
  for (let c = 2; out.length < n; c++) if (out.every((p) => c % p)) out.push(c);
  return out;
}
const bits = (x: number) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
const K = Uint32Array.from(primes(64), (p) => bits(Math.cbrt(p)));
const H0 = Uint32Array.from(primes(8), (p) => bits(Math.sqrt(p)));
const w = new Uint32Array(64);

/** The eight words of the hash of an ASCII text. */
export function sha256(text: string): Uint32Array {
  const blocks = ((text.length + 8) >> 6) + 1;
  const h = H0.slice();
  for (let b = 0; b < blocks; b++) {
    w.fill(0, 0, 16);
    for (let i = 0; i < 64; i++) {
      const at = b * 64 + i;
      const byte = at < text.length ? text.charCodeAt(at) : at === text.length ? 0x80 : 0;
      w[i >> 2]! |= byte << (24 - 8 * (i & 3));
    }
    if (b === blocks - 1) w[15] = text.length * 8;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      w[i] = w[i - 16]! + w[i - 7]! + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
    }
    let [a, bb, c, d, e, f, g, k] = h as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const t1 = (k + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
      const t2 = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & bb) ^ (a & c) ^ (bb & c))) | 0;
      k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = bb; bb = a; a = (t1 + t2) | 0;
    }
    h[0]! += a; h[1]! += bb; h[2]! += c; h[3]! += d; h[4]! += e; h[5]! += f; h[6]! += g; h[7]! += k;
  }
  return h;
}

/** Finds a nonce for which the hash of "challenge:nonce" begins with so many zero bits, in slices that leave the page alive. */
export function solve(challenge: string, zeros: number, gone: () => boolean): Promise<string> {
  return new Promise((go) => {
    let n = 0;
    const slice = () => {
      if (gone()) return;
      const end = performance.now() + 12;
      while (performance.now() < end) {
        for (const stop = n + 64; n < stop; n++) {
          const first = sha256(`${challenge}:${n}`)[0]!;
          if (Math.clz32(first) >= Math.min(zeros, 32)) return go(String(n));
        }
      }
      setTimeout(slice, 0);
    };
    slice();
  });
}
