import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { readTemplate } from '../application/template-file.ts'
import { buildablesOf } from '../build/buildable.ts'
import { Builder } from '../build/builder.ts'
import type { Built } from '../build/built.ts'
import { packageTemplate } from './package-template.ts'
import { Zipper } from './zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'lambent-package-'))
const builder = new Builder({ cacheFolder: join(folder, 'cache'), tell: () => {} })

after(async () => {
  await builder.close()
  rmSync(folder, { recursive: true })
})

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function pack(file: string, put = new Map<string, Uint8Array>()) {
  return packageTemplate(join(folder, file), {
    bucket: {
      bucket: 'artifacts',
      prefix: 'shop',
      put: async (key, bytes) => void put.set(key, bytes),
      address: (key) => `https://s3.us-east-1.amazonaws.com/artifacts/${key}`,
    },
    zipper: new Zipper(),
    built: async (templateFile, template) => {
      const built: Built[] = []
      for (const one of buildablesOf(template, templateFile)) built.push(await builder.build(one))
      return new Map(built.map((one) => [one.buildable.logicalId, one]))
    },
  })
}

describe('packaging a template', () => {
  it('puts places in a bucket where files were named', async () => {
    write({
      'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    CodeUri: code
    Runtime: python3.13
Resources:
  ByGlobals:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
  Plain:
    Type: AWS::Lambda::Function
    Properties:
      Code: code
      Role: !GetAtt Role.Arn
  Inline:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: 'def handler(event, context): pass'
  Elsewhere:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://other/code.zip
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machine.asl.json
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested/template.json
  Bucket:
    Type: AWS::S3::Bucket
    Fn::Transform:
      Name: AWS::Include
      Parameters:
        Location: properties.yaml
`,
      'code/app.py': 'def handler(event, context): return 1\n',
      'machine.asl.json': '{}',
      'properties.yaml': 'DeletionPolicy: Retain\n',
      'nested/template.json':
        '{"Resources":{"F":{"Type":"AWS::Serverless::Function","Properties":{"CodeUri":"../code"}}}}',
    })
    const put = new Map<string, Uint8Array>()
    const { template, archives, files } = await pack('template.yaml', put)
    const properties = (id: string) => template.Resources[id]?.Properties as Record<string, unknown>
    const location = String(properties('ByGlobals').CodeUri)
    assert.match(location, /^s3:\/\/artifacts\/shop\/[0-9a-f]{32}$/)
    const key = location.replace('s3://artifacts/', '')
    assert.ok(put.has(key))
    assert.deepEqual(properties('Plain').Code, { S3Bucket: 'artifacts', S3Key: key })
    assert.deepEqual(properties('Plain').Role, { 'Fn::GetAtt': ['Role', 'Arn'] })
    assert.equal(properties('Inline').CodeUri, undefined)
    assert.equal(properties('Elsewhere').CodeUri, 's3://other/code.zip')
    assert.match(String(properties('Machine').DefinitionUri), /^s3:\/\/artifacts\/shop\//)
    assert.match(
      String(properties('Nested').TemplateURL),
      /^https:.*\/artifacts\/shop\/[0-9a-f]{32}\.template$/,
    )
    assert.match(JSON.stringify(template.Resources.Bucket), /"Location":"s3:\/\/artifacts\/shop\//)
    const nested = [...put].find(([name]) => name.endsWith('.template'))
    assert.equal(
      JSON.parse(Buffer.from(nested?.[1] ?? '').toString('utf8')).Resources.F.Properties.CodeUri,
      location,
    )
    assert.deepEqual([...archives.keys()], ['ByGlobals', 'Plain'])
    assert.deepEqual(files.map((file) => file.slice(folder.length + 1)).sort(), [
      'machine.asl.json',
      'nested/template.json',
      'properties.yaml',
    ])
    const again = await pack('template.yaml')
    assert.deepEqual(again.template, template)
  })

  it('says what is missing, and where circles are', async () => {
    write({
      'missing.yaml':
        'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: gone.json\n',
      'circle.yaml':
        'Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: circle.yaml\n',
      'bad.yaml': 'Resources: [\n',
      'empty.yaml': 'Outputs: {}\n',
    })
    await assert.rejects(pack('missing.yaml'), /M: DefinitionUri names .*gone\.json, which does not exist/)
    await assert.rejects(pack('circle.yaml'), /go round in a circle/)
    await assert.rejects(pack('empty.yaml'), /empty\.yaml is no template: it has no section Resources/)
    await assert.rejects(pack('bad.yaml'), /bad\.yaml/)
    assert.throws(() => readTemplate(join(folder, 'absent.yaml')), /cannot be read \(ENOENT\)/)
  })
})

describe('an archive', () => {
  it('has the same bytes for the same files, and shrinks what can be', async () => {
    const files = [
      { path: 'a.txt', source: { bytes: Buffer.from('hello '.repeat(1000)) }, executable: false },
    ]
    const [one, two] = [await new Zipper().zip(files), await new Zipper().zip(files)]
    assert.deepEqual(one, two)
    assert.ok(one.length < 500)
  })
})
