// SPDX-License-Identifier: Apache-2.0
// npm's oidc-provider: an OpenID-certified authorization server whose people log in by any name. Its
// first argument is a file with "client:secret"; "client-post" and "client-public" are known as well.
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';
import MemoryAdapter from './node_modules/oidc-provider/lib/adapters/memory_adapter.js';

// Its own keeps everything for ever, whatever it says about expiry.
class ForgetfulAdapter extends MemoryAdapter {
  async find(id) {
    const found = await super.find(id);
    return found?.exp <= Date.now() / 1000 ? undefined : found;
  }
}

const [id, secret] = readFileSync(process.argv[2], 'utf8').trim().split(':');
const client = (suffix, method) => ({
  client_id: id + suffix,
  client_secret: method === 'none' ? undefined : secret,
  token_endpoint_auth_method: method,
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/cb'],  // on any port (RFC 8252, 7.3)
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
});
const provider = new Provider('http://127.0.0.1:@PORT@', {
  adapter: ForgetfulAdapter,
  clients: [
    client('', 'client_secret_basic'),
    client('-post', 'client_secret_post'),
    client('-public', 'none'),
  ],
  scopes: ['openid', 'offline_access', 'photos.append'],
  features: { revocation: { enabled: true } },
  pkce: { required: () => true },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  ttl: { AccessToken: 2 },  // seconds
});
provider.listen(@PORT@, '127.0.0.1');
