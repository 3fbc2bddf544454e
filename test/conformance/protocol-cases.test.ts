import { describe, it } from 'node:test'
import { readCbor } from '../../src/protocol/cbor/cbor-reader.ts'
import { protocols, type ServerProtocol } from '../../src/protocol/index.ts'
import { awsJsonCases } from './protocol-cases/aws-json.ts'
import { awsQueryCases } from './protocol-cases/aws-query.ts'
import {
  type CaseTable,
  checkAnswer,
  checkError,
  checkRefusal,
  checkRequest,
  modelOf,
  plain,
} from './protocol-cases/case.ts'
import { restJsonCases } from './protocol-cases/rest-json.ts'
import { restJsonMalformedCases } from './protocol-cases/rest-json-malformed.ts'
import { restXmlCases } from './protocol-cases/rest-xml.ts'
import { rpcV2CborCases } from './protocol-cases/rpc-v2-cbor.ts'

const text = (body: string | Uint8Array) => (typeof body === 'string' ? body : new TextDecoder().decode(body))
const readJson = (body: string | Uint8Array) => (text(body) === '' ? '' : JSON.parse(text(body)))
const readXml = (body: string | Uint8Array) => text(body).replace(/^<\?xml[^>]*>\n/, '')
const readBinary = (body: string | Uint8Array) => (typeof body === 'string' ? body : plain(readCbor(body)))

const tables: readonly (readonly [CaseTable, ServerProtocol, (body: string | Uint8Array) => unknown])[] = [
  [awsJsonCases, protocols.awsJson1_1, readJson],
  [awsQueryCases, protocols.awsQuery, readXml],
  [restJsonCases, protocols.restJson1, readJson],
  [restJsonMalformedCases, protocols.restJson1, readJson],
  [restXmlCases, protocols.restXml, readXml],
  [rpcV2CborCases, protocols.rpcv2Cbor, readBinary],
]

for (const [table, protocol, read] of tables) {
  const model = modelOf(table, protocol)
  describe(`Smithy's cases of ${protocol.name}`, () => {
    for (const given of table.requests ?? [])
      it(`reads ${given.id}`, () => checkRequest(protocol, model, given))
    for (const given of table.answers ?? [])
      it(`writes ${given.id}`, () => checkAnswer(protocol, model, given, read))
    for (const given of table.errors ?? [])
      it(`writes error ${given.id}`, () => checkError(protocol, model, given, read))
    for (const given of table.refusals ?? [])
      it(`refuses ${given.id}`, () => checkRefusal(protocol, model, given))
  })
}
