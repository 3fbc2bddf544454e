import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewKey } from '../start-lambent.ts'

/**
 * Where the first key of an enforcing server is kept: a shared credentials file as every AWS tool reads it, for its
 * owner's eyes only. Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
 */
export function rootCredentialsFile(dataFolder: string): string {
  return join(dataFolder, 'root-credentials')
}

/** Writes a new server's first key down; later starts leave the file as it is. Answers its path if there is one. */
export function keepRootCredentials(dataFolder: string, key: NewKey | undefined): string | undefined {
  const file = rootCredentialsFile(dataFolder)
  if (key) {
    const lines = [
      '[default]',
      `aws_access_key_id = ${key.accessKeyId}`,
      `aws_secret_access_key = ${key.secretAccessKey}`,
      '',
    ]
    writeFileSync(file, lines.join('\n'), { mode: 0o600 })
  }
  return existsSync(file) ? file : undefined
}
