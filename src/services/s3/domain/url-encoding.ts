/**
 * How keys are written in listings with `encoding-type=url`, and in event records: as in a form, but that slashes stay, and in
 * listings blanks are `+`. Source: Amazon S3 API reference, ListObjectsV2, EncodingType; User Guide, "Event message structure".
 */
export function encodeKey(key: string): string {
  return encodeURIComponent(key.toWellFormed())
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}
