import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { beginApplication, type StarterLanguage, starterLanguages, starters } from './starters.ts'

describe('starters', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-starters-'))
  after(() => rmSync(folder, { recursive: true }))

  for (const starter of starters())
    for (const language of Object.keys(starterLanguages) as StarterLanguage[])
      it(`${starter.name} begins in ${language}`, () => {
        const target = join(folder, `My ${starter.name} ${language}`)
        const files = beginApplication(target, starter, language)
        assert.ok(files.includes('template.yaml') && files.includes('samconfig.toml'), files.join())
        assert.ok(files.includes(language === 'python' ? 'src/app.py' : 'src/app.ts'), files.join())
        const text = files.map((file) => readFileSync(join(target, file), 'utf8')).join('\n')
        assert.doesNotMatch(text, /%[A-Z]+%|^# (only|end)/m)
        assert.match(text, new RegExp(`stack_name = "my-${starter.name}-${language}"`))
        assert.match(text, new RegExp(`Runtime: ${starterLanguages[language]}`))
        assert.equal(/BuildMethod: esbuild/.test(text), language === 'typescript')
      })

  it('leave folders with files alone', () => {
    const [starter] = starters()
    assert.ok(starter)
    const target = join(folder, 'taken')
    beginApplication(target, starter, 'python')
    assert.throws(() => beginApplication(target, starter, 'python'), /taken is not empty/)
  })
})
