/** The first 32 of hexadecimal digits, written as a UUID is: an id that is the same each time it is made of the same. */
export function uuidText(digits: string): string {
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-')
}
