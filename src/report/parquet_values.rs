//! How do the values of a column lie in a Parquet page? Runs and packed bits for small numbers, differences for whole
//! numbers, the values themselves for the rest.

use crate::state::thrift::write_varint;
use crate::state::write_packed;

/// Whole numbers to a block of differences, and to each of its parts with a width of its own.
const BLOCK: usize = 128;
const MINIBLOCK: usize = 32;

/// Fewer equal small numbers than this are no run.
pub(super) const LEAST_RUN: usize = 8;

/// Small numbers of `width` bits as runs: eight or more equal ones together, others packed.
pub(super) fn push_runs(out: &mut Vec<u8>, values: &[u32], width: u32) {
    let (mut at, mut packed) = (0, 0);
    while at < values.len() {
        let run = values[at..].iter().take_while(|&&value| value == values[at]).count();
        if run < LEAST_RUN {
            at = (at + LEAST_RUN).min(values.len());
            continue;
        }
        push_packed_run(out, &values[packed..at], width);
        push_run(out, values[at], run, width);
        at += run;
        packed = at;
    }
    push_packed_run(out, &values[packed..], width);
}

/// One small number, so many times.
pub(super) fn push_run(out: &mut Vec<u8>, value: u32, times: usize, width: u32) {
    write_varint((times as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

fn push_packed_run(out: &mut Vec<u8>, values: &[u32], width: u32) {
    if !values.is_empty() {
        write_packed(values.iter().copied(), values.len(), width, out);
    }
}

/// Numbers of `width` bits, one after another, the lowest bits first.
fn push_packed(out: &mut Vec<u8>, values: impl Iterator<Item = u64>, width: u32) {
    let (mut waiting, mut bits) = (0_u128, 0);
    for value in values {
        waiting |= u128::from(value) << bits;
        bits += width;
        if bits >= 64 {
            out.extend_from_slice(&(waiting as u64).to_le_bytes());
            waiting >>= 64;
            bits -= 64;
        }
    }
    out.extend_from_slice(&(waiting as u64).to_le_bytes()[..bits.div_ceil(8) as usize]);
}

/// Whole numbers as differences, packed (`DELTA_BINARY_PACKED`): row and line numbers ascend, so they cost next to
/// nothing.
pub(super) fn push_differences(out: &mut Vec<u8>, values: &[i64]) {
    write_varint(BLOCK as u64, out);
    write_varint((BLOCK / MINIBLOCK) as u64, out);
    write_varint(values.len() as u64, out);
    zigzag(out, values.first().copied().unwrap_or(0));
    let mut differences = [0_i64; BLOCK];
    for block in 0..values.len().saturating_sub(1).div_ceil(BLOCK) {
        let from = block * BLOCK;
        let values = &values[from..(from + BLOCK + 1).min(values.len())];
        let count = values.len() - 1;
        for (difference, pair) in differences.iter_mut().zip(values.windows(2)) {
            *difference = pair[1].wrapping_sub(pair[0]);
        }
        push_block(out, &differences[..count]);
    }
}

fn push_block(out: &mut Vec<u8>, differences: &[i64]) {
    let least = differences.iter().copied().min().unwrap_or(0);
    zigzag(out, least);
    let widths = out.len();
    out.extend_from_slice(&[0; BLOCK / MINIBLOCK]);
    if differences.iter().all(|&difference| difference == least) {
        return;
    }
    let above = |difference: &i64| difference.wrapping_sub(least) as u64;
    for (place, part) in differences.chunks(MINIBLOCK).enumerate() {
        let width = 64 - part.iter().map(above).fold(0, |all, value| all | value).leading_zeros();
        out[widths + place] = width as u8;
        if width == 0 {
            continue;
        }
        let padding = MINIBLOCK - part.len();
        push_packed(out, part.iter().map(above).chain(std::iter::repeat_n(0, padding)), width);
    }
}

/// A signed number, small where it is near 0.
fn zigzag(out: &mut Vec<u8>, value: i64) {
    write_varint((value << 1 ^ value >> 63) as u64, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_the_format_says() {
        let mut out = Vec::new();
        // Seven of a kind are no run; the packed group of eight comes first, then a run of nine.
        push_runs(&mut out, &[1, 1, 1, 1, 1, 1, 1, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3], 2);
        assert_eq!(out, [0b11, 0b0101_0101, 0b0001_0101, 9 << 1, 3]);
        out.clear();
        push_runs(&mut out, &[2], 2);
        assert_eq!(out, [0b11, 0b10, 0]);
    }

    #[test]
    fn differences_are_as_the_format_says() {
        let mut out = Vec::new();
        push_differences(&mut out, &[7, 8, 9, 10]);
        // 128 a block, 4 parts, 4 values, the first 7; least difference 1; widths 0.
        assert_eq!(out, [128, 1, 4, 4, 14, 2, 0, 0, 0, 0]);
    }
}
