import { invalidMessageContents, invalidValue } from '../errors.ts'

// Source: "Amazon SQS message quotas", "Message content".
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Fails with InvalidMessageContents for a text with characters that no message can have. */
export function checkCharacters(text: string): void {
  if (forbidden.test(text)) throw invalidMessageContents()
}

// Source: API Reference, SendMessage: letters, digits and ASCII punctuation.
const idForm = /^[!-~]{1,128}$/

/** Fails with InvalidParameterValue for a MessageGroupId or MessageDeduplicationId that cannot be one. */
export function checkMessageId(name: 'MessageGroupId' | 'MessageDeduplicationId', value: string): void {
  if (idForm.test(value)) return
  throw invalidValue(
    value,
    name,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  )
}
