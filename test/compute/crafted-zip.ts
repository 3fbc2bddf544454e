import { crc32, deflateRawSync } from 'node:zlib'

/** An entry as an attacker, or a strange tool, would write it. */
export interface CraftedEntry {
  readonly name: string
  readonly content?: string | Uint8Array
  /** Type and permission bits of Unix; 0 for a tool that knows none. Default: a file that all may read. */
  readonly mode?: number
  readonly deflated?: boolean
  readonly encrypted?: boolean
  /** What the directory says of the size, when it lies. */
  readonly declaredSize?: number
}

/** A zip of any entries, in this order. Source: APPNOTE.TXT, sections 4.3.7 to 4.3.16. */
export function craftZip(entries: readonly CraftedEntry[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const { name, content = '', mode = 0o100644, deflated, encrypted, declaredSize } of entries) {
    const path = Buffer.from(name)
    const plain = Buffer.from(content)
    // What is encrypted is 12 bytes longer.
    const packed = Buffer.concat([deflated ? deflateRawSync(plain) : plain, Buffer.alloc(encrypted ? 12 : 0)])
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x0800 | (encrypted ? 1 : 0), 2)
    shared.writeUInt16LE(deflated ? 8 : 0, 4)
    shared.writeUInt16LE(0x21, 8)
    shared.writeUInt32LE(crc32(plain), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(declaredSize ?? plain.length, 18)
    shared.writeUInt16LE(path.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, path, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE((mode << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    centrals.push(Buffer.from([0x50, 0x4b, 1, 2, 20, mode === 0 ? 0 : 3]), shared, tail, path)
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
