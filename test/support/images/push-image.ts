/** Pushes images as docker does: plain HTTP, in its order. */
import assert from 'node:assert/strict'
import type { BuiltImage } from './make-image.ts'

/** `repository`: the address of a repository at a registry's door, `http://localhost:4566/v2/team/app`. */
export async function pushLikeDocker(
  repository: string,
  tag: string,
  { blobs, manifest }: BuiltImage,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const [digest, bytes] of blobs) {
    if (digest === manifest.digest) continue
    const known = await fetch(`${repository}/blobs/${digest}`, { method: 'HEAD', headers })
    if (known.status === 200) continue
    assert.equal(known.status, 404)
    const begun = await fetch(`${repository}/blobs/uploads/`, { method: 'POST', headers })
    assert.equal(begun.status, 202, await begun.text())
    const sent = await fetch(locationOf(begun), {
      method: 'PATCH',
      headers: { ...headers, 'Content-Type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    })
    assert.equal(sent.status, 202, await sent.text())
    assert.equal(sent.headers.get('range'), `0-${bytes.length - 1}`)
    const done = locationOf(sent)
    done.searchParams.set('digest', digest)
    const ended = await fetch(done, { method: 'PUT', headers })
    assert.equal(ended.status, 201, await ended.text())
    assert.equal(ended.headers.get('docker-content-digest'), digest)
  }
  const put = await fetch(`${repository}/manifests/${tag}`, {
    method: 'PUT',
    headers: { ...headers, 'Content-Type': manifest.mediaType },
    body: new Uint8Array(blobs.get(manifest.digest) ?? []),
  })
  assert.equal(put.status, 201, await put.text())
  assert.equal(put.headers.get('docker-content-digest'), manifest.digest)
}

/** Where an answer leads to, from where it came. */
export function locationOf(answer: Response): URL {
  return new URL(answer.headers.get('location') ?? '', answer.url)
}
