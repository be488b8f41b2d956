// SPDX-License-Identifier: Apache-2.0
// npm's webdav-server on one folder. Its first argument is a file with "user:password".
const fs = require('fs');
const dav = require('webdav-server').v2;

const [name, password] = fs.readFileSync(process.argv[2], 'utf8').trim().split(':');
const users = new dav.SimpleUserManager();
const rights = new dav.SimplePathPrivilegeManager();
rights.setRights(users.addUser(name, password, false), '/', ['all']);

const server = new dav.WebDAVServer({
  hostname: '127.0.0.1',
  port: @PORT@,
  httpAuthentication: new dav.HTTPBasicAuthentication(users, 'dav'),
  privilegeManager: rights,
});
server.setFileSystem('/', new dav.PhysicalFileSystem('@STORAGE@'), (mounted) => {
  if (!mounted) throw new Error('cannot serve @STORAGE@');
  server.start();
});
