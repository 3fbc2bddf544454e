/**
 * Reads a body of XML into a plain tree. Well-formedness is the library's business. A document type is refused before
 * any entity can be declared; depth and number of elements are limited. Prefixes are cut off: AWS goes by local names.
 */
import { SaxesParser } from 'saxes'
import { textOf } from '../bytes.ts'
import { xmlElementsMax, xmlLevelsMax } from '../limits.ts'

/** An element. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string
  /** Names as written, with their prefix (`xsi:type`). */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  /** All text directly inside, put together. */
  text: string
}

/** The root element, or undefined when the body is not XML that can be accepted. */
export function parseXml(body: Uint8Array): XmlElement | undefined {
  const text = textOf(body)
  if (text === undefined) return undefined
  try {
    return read(text)
  } catch (error) {
    if (error instanceof XmlRefusal) return undefined
    throw error
  }
}

class XmlRefusal extends Error {}

function read(text: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: false, position: false })
  let root: XmlElement | undefined
  const open: XmlElement[] = []
  let elements = 0
  parser.on('error', (error) => {
    throw new XmlRefusal(error.message)
  })
  parser.on('doctype', () => {
    throw new XmlRefusal('A document type is not allowed')
  })
  parser.on('opentag', (tag) => {
    if (++elements > xmlElementsMax || open.length >= xmlLevelsMax) throw new XmlRefusal('Too many elements')
    const element: XmlElement = {
      name: localName(tag.name),
      attributes: tag.attributes,
      children: [],
      text: '',
    }
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else root = element
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  const addText = (part: string) => {
    const element = open.at(-1)
    if (element) element.text += part
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  // A byte order mark is no part of the document.
  parser.write(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).close()
  return root
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
