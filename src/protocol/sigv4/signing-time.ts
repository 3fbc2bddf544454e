/** When a request was signed, and whether that still counts. */
import { AwsError } from '../../aws/aws-error.ts'
import { parseTimestamp } from '../timestamps.ts'
import { type Authorization, queryError } from './authorization.ts'
import type { SignatureFamily } from './family.ts'
import { refusal } from './refusals.ts'

/** How old a signature may be. Unit: milliseconds. Source: IAM User Guide, "AWS Signature Version 4 for API requests"; S3 calls it MaxAllowedSkewMilliseconds. */
export const signatureAgeMsMax = 15 * 60 * 1000

/** How far ahead a signer's clock may be. Unit: milliseconds. Source: observed, "Signature not yet current: ... + 5 min."; S3 allows 15 minutes both ways. */
const signatureAheadMsMax = 5 * 60 * 1000

/** How long a presigned address may hold. Unit: seconds. Source: Amazon S3 API reference, "Authenticating Requests: Using Query Parameters". */
export const expiresSecondsMax = 604_800

/** A point in time that is signed. */
export interface SigningTime {
  readonly ms: number
  /** As it stands in the string to sign: `20260131T101112Z`. */
  readonly basic: string
}

const basicForm = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** Reads the time of a signature: X-Amz-Date in ISO 8601's basic form, or the Date header. */
export function signingTime(authorization: Authorization, family: SignatureFamily): SigningTime {
  const text = authorization.signedAt ?? ''
  const match = basicForm.exec(text)
  if (match) {
    const [, year, month, day, hour, minute, second] = match
    const date = parseTimestamp(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`, 'date-time')
    if (date) return { ms: date.getTime(), basic: text }
  }
  const date = authorization.place === 'header' ? parseTimestamp(text, 'http-date') : undefined
  if (date) return { ms: date.getTime(), basic: basicTime(date.getTime()) }
  throw unreadableTime(authorization, text, family)
}

function unreadableTime(authorization: Authorization, text: string, family: SignatureFamily): AwsError {
  if (family !== 's3') {
    const message = `Date must be in ISO-8601 'basic format'. Got '${text.slice(0, 64)}'. See http://en.wikipedia.org/wiki/ISO_8601`
    return refusal('incomplete', family, message)
  }
  if (authorization.place === 'query') {
    return queryError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
  }
  return new AwsError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', {
    statusCode: 403,
  })
}

/** ISO 8601's basic form. */
export function basicTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** Throws when a signature is too old, or from the future. */
export function checkTime(
  authorization: Authorization,
  time: SigningTime,
  now: number,
  family: SignatureFamily,
): void {
  if (authorization.place === 'query') checkExpiry(authorization, time, now, family)
  else checkSkew(time, now, family)
}

function checkSkew(time: SigningTime, now: number, family: SignatureFamily): void {
  const ageMs = now - time.ms
  if (family === 's3') {
    if (Math.abs(ageMs) <= signatureAgeMsMax) return
    throw new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        statusCode: 403,
        fields: {
          RequestTime: time.basic,
          ServerTime: new Date(now).toISOString().replace(/\.\d{3}/, ''),
          MaxAllowedSkewMilliseconds: signatureAgeMsMax,
        },
      },
    )
  }
  if (ageMs > signatureAgeMsMax) throw expired(time, now, signatureAgeMsMax, family)
  if (ageMs < -signatureAheadMsMax) throw notYet(time, now, family)
}

function expired(time: SigningTime, now: number, allowedMs: number, family: SignatureFamily): AwsError {
  const limit = `${basicTime(now - allowedMs)} (${basicTime(now)} - ${Math.round(allowedMs / 60_000)} min.)`
  return refusal('mismatch', family, `Signature expired: ${time.basic} is now earlier than ${limit}`)
}

function notYet(time: SigningTime, now: number, family: SignatureFamily): AwsError {
  const limit = `${basicTime(now + signatureAheadMsMax)} (${basicTime(now)} + 5 min.)`
  return refusal('mismatch', family, `Signature not yet current: ${time.basic} is still later than ${limit}`)
}

function checkExpiry(
  authorization: Authorization,
  time: SigningTime,
  now: number,
  family: SignatureFamily,
): void {
  checkLapse(authorization, time, now, family)
  const aheadMsMax = family === 's3' ? signatureAgeMsMax : signatureAheadMsMax
  if (time.ms - now > aheadMsMax) {
    if (family !== 's3') throw notYet(time, now, family)
    throw new AwsError('AccessDenied', 'Request is not yet valid', { statusCode: 403 })
  }
}

/** Throws when a presigned address is over; where signatures are not verified, too, as it says itself how long it holds. */
export function checkPresignedLapse(
  authorization: Authorization,
  now: number,
  family: SignatureFamily,
): void {
  checkLapse(authorization, signingTime(authorization, family), now, family)
}

function checkLapse(
  { expires }: Authorization,
  time: SigningTime,
  now: number,
  family: SignatureFamily,
): void {
  const seconds = readExpires(expires, family)
  const validMs = seconds === undefined ? signatureAgeMsMax : seconds * 1000
  if (now - time.ms <= validMs) return
  if (family !== 's3') throw expired(time, now, validMs, family)
  throw new AwsError('AccessDenied', 'Request has expired', {
    statusCode: 403,
    fields: {
      'X-Amz-Expires': String(seconds),
      Expires: new Date(time.ms + validMs).toISOString().replace(/\.\d{3}/, ''),
      ServerTime: new Date(now).toISOString().replace(/\.\d{3}/, ''),
    },
  })
}

function readExpires(text: string | undefined, family: SignatureFamily): number | undefined {
  if (text === undefined) return undefined
  const seconds = /^-?\d{1,15}$/.test(text) ? Number(text) : undefined
  const problem =
    seconds === undefined
      ? 'X-Amz-Expires should be a number'
      : seconds < 0
        ? 'X-Amz-Expires must be non-negative'
        : seconds > expiresSecondsMax
          ? `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${expiresSecondsMax} seconds`
          : undefined
  if (problem === undefined) return seconds
  throw family === 's3' ? queryError(problem) : refusal('incomplete', family, problem)
}
