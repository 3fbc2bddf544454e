import { readApiAddress, splitStage } from '../../../gateway/index.ts'
import type { RequestHead } from '../../../http/index.ts'
import { type ApiPlace, writeConnectionName } from '../connection-name.ts'

/** This service's part in the front door: it reads of which API a connection is (`https://API.execute-api.REGION.localhost/STAGE/@connections/ID`). */
export function createFrontDesk() {
  return { readHead }
}

function readHead(head: RequestHead): RequestHead {
  const [, before = '', id = ''] = /^(.*)\/(?:@|%40)connections\/([^/]+)$/i.exec(head.path) ?? []
  if (id === '') return head
  const name = writeConnectionName(decoded(id), placeOf(head.headers.host, before))
  return { ...head, path: `/@connections/${encodeURIComponent(name)}` }
}

function placeOf(host: string | undefined, path: string): ApiPlace {
  const address = readApiAddress(host, path)
  return address
    ? { apiId: address.apiId, stage: splitStage(address.path).stage }
    : { host: host ?? '', path }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
