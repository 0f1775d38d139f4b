// Does one thing with Alipay's own SDK: node speak.cjs FOLDER TASK
// FOLDER holds node_modules; TASK is a file of JSON: {"do": name, …}. The answer is JSON on stdout.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const [folder, task] = process.argv.slice(2);
const sdkFolder = path.join(folder, 'node_modules', 'alipay-sdk');
const { AlipaySdk } = require(sdkFolder);
const util = require(path.join(sdkFolder, 'dist', 'commonjs', 'util.js'));
const certificates = require(path.join(sdkFolder, 'dist', 'commonjs', 'antcertutil.js'));

const sdkFor = ({ privateKey, publicKey }) =>
  new AlipaySdk({
    appId: '2021000000000001',
    keyType: 'PKCS8',
    privateKey,
    alipayPublicKey: publicKey,
  });

const tasks = {
  // The request that the SDK makes of the same words; its timestamp is ours.
  request: ({ method, common, bizContent, config }) =>
    util.sign(method, { ...common, bizContent: JSON.parse(bizContent) }, config, {
      bizContentAutoSnakeCase: false,
    }),
  // A notification, signed as Alipay does; the SDK itself has to accept it.
  notification: ({ fields, privateKeyPem, keys }) => {
    const text = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&');
    const sent = { ...fields, sign: util.signatureV3(text, privateKeyPem), sign_type: 'RSA2' };
    return {
      body: new URLSearchParams(sent).toString(),
      accepted: sdkFor(keys).checkNotifySignV2(sent),
    };
  },
  accepts: ({ fields, keys }) => ({ accepted: sdkFor(keys).checkNotifySignV2(fields) }),
  // Throws when the signature does not fit.
  response: ({ text, node, sign, keys }) => {
    try {
      sdkFor(keys).checkResponseSign(text, node, sign, '');
      return { accepted: true };
    } catch (error) {
      return { accepted: false };
    }
  },
  serials: ({ certificate, root }) => ({
    certificate: certificates.getSN(certificate),
    root: certificates.getSN(root, true),
  }),
};

const { do: name, ...words } = JSON.parse(fs.readFileSync(task, 'utf8'));
process.stdout.write(JSON.stringify(tasks[name](words)));
