/** The peer of the chat bench: Socket.IO as its documentation shows it, without storage and authentication. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const server = createServer();
const io = new Server(server, { serveClient: false });

io.on('connection', (socket) => {
  const { room } = socket.handshake.auth;
  void socket.join(room);
  socket.on('message', (message, acknowledge) => {
    io.to(room).emit('message', message);
    acknowledge({ ok: true });
  });
  socket.on('typing', (notice, acknowledge) => {
    io.to(room).emit('typing', notice);
    acknowledge({ ok: true });
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : null }));
});
process.on('SIGTERM', () => process.exit(0));
