/**
 * AWS query: a form in, XML out. Source: Smithy 2.0, "AWS query protocol"; error form as in the IAM API reference,
 * "Making query requests".
 */

import type { OperationModel, ServiceModel } from '../../models/index.ts'
import { noBytes, textOf } from '../bytes.ts'
import { resolveError } from '../error-shapes.ts'
import type { ServerProtocol, WireResponse } from '../types.ts'
import { type StructureWriter, XmlEncoders, xmlElement } from '../xml/xml-encoder.ts'
import { escapeAttribute, escapeText } from '../xml/xml-text.ts'
import { formValue, parseForm } from './form.ts'
import { formDecoder } from './query-decoder.ts'

const encoders = new XmlEncoders(false)

/** Makes the protocol. */
export function awsQuery(): ServerProtocol {
  return {
    name: 'awsQuery',

    identify(model, request, body) {
      const action = formValue(request.query, 'Action') ?? formValue(textOf(body ?? noBytes) ?? '', 'Action')
      return action === undefined ? undefined : model.operations.get(action)
    },

    decode(_model, operation, request) {
      return formDecoder(operation.input)(parseForm(request.query, request.body)) as object
    },

    encode(model, operation, output, context) {
      const { open, close, result } = answerOf(model, operation)
      const body = result ? xmlElement(result.name, '', result.writer, output) : ''
      const requestId = escapeText(context.requestId)
      const text = `${open}${body}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>${close}`
      return answer(200, context.requestId, text)
    },

    encodeError(model, operation, error, context) {
      const { shape, queryCode, queryStatus, fault, fields } = resolveError(model, operation, error)
      const rest = shape ? errorMembers(shape).content(fields) : ''
      const text =
        `<ErrorResponse${namespaceOf(model)}><Error>` +
        `<Type>${fault === 'client' ? 'Sender' : 'Receiver'}</Type>` +
        `<Code>${escapeText(queryCode)}</Code>` +
        `<Message>${escapeText(error.message)}</Message>${rest}` +
        `</Error><RequestId>${escapeText(context.requestId)}</RequestId></ErrorResponse>`
      return answer(queryStatus, context.requestId, text)
    },
  }
}

function answer(status: number, requestId: string, body: string): WireResponse {
  return { status, headers: { 'Content-Type': 'text/xml', 'x-amzn-RequestId': requestId }, body }
}

function namespaceOf(model: ServiceModel): string {
  return model.xmlNamespace === undefined ? '' : ` xmlns="${escapeAttribute(model.xmlNamespace)}"`
}

interface AnswerForm {
  readonly open: string
  readonly close: string
  /** Operations without an output have none. */
  readonly result: { readonly name: string; readonly writer: StructureWriter } | undefined
}

const answers = new WeakMap<OperationModel, AnswerForm>()

function answerOf(model: ServiceModel, operation: OperationModel): AnswerForm {
  let form = answers.get(operation)
  if (!form) {
    const { name, output } = operation
    form = {
      open: `<${name}Response${namespaceOf(model)}>`,
      close: `</${name}Response>`,
      result:
        output.name === 'Unit' ? undefined : { name: `${name}Result`, writer: encoders.structure(output) },
    }
    answers.set(operation, form)
  }
  return form
}

const memberWriters = new WeakMap<object, StructureWriter>()

/** All but the message, which stands among the code and the type. */
function errorMembers(shape: OperationModel['output']): StructureWriter {
  let writer = memberWriters.get(shape)
  if (!writer) {
    writer = encoders.structure(shape, (member) => !/^(message|code|type)$/i.test(member.name))
    memberWriters.set(shape, writer)
  }
  return writer
}
