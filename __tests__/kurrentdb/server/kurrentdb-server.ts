import { randomUUID } from 'node:crypto';
import * as grpc from '@grpc/grpc-js';
import { GossipService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb';
import {
  ClusterInfo,
  EndPoint,
  MemberInfo,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb';
import { PersistentSubscriptionsService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/persistentsubscriptions_grpc_pb';
import { ServerFeaturesService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb';
import {
  SupportedMethod,
  SupportedMethods,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb';
import { StreamsService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb';
import { StreamsServiceService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_grpc_pb';
import { EventLog } from './event-log';
import type { PersistentGroup } from './persistent-group';
import { persistentSubscriptionsService } from './persistent-subscriptions-service';
import { streamsService } from './streams-service';
import { streamsServiceV2 } from './streams-service-v2';
import { uuid } from './wire';

export interface KurrentDBServer {
  readonly port: number;
  /** What has been written, and a door to write what no client would. */
  readonly log: EventLog;
  /** Persistent subscription groups by `stream::group`. */
  readonly groups: ReadonlyMap<string, PersistentGroup>;
  close(): Promise<void>;
}

/**
 * Starts a fake of the KurrentDB server on a free port of 127.0.0.1, without TLS: no real server can be had for
 * tests here. The wire is real (gRPC over HTTP/2, with the protocol's own messages), so the real client runs
 * against it unchanged; what stands behind the wire is a list in memory.
 *
 * It serves append, batch append, append session, append records, reads and subscriptions of a stream and of `$all`
 * (catch-up, then live; filters; links resolved), persistent subscriptions (ack, nack, redelivery) and gossip for a
 * cluster of one. Not there: TLS, users, deletes, projections, checkpoints, limits, a disk.
 */
export async function startKurrentDBServer(): Promise<KurrentDBServer> {
  const log = new EventLog();
  const groups = new Map<string, PersistentGroup>();
  const server = new grpc.Server();
  const self = { port: 0 };
  server.addService(StreamsService, streamsService(log));
  server.addService(StreamsServiceService, streamsServiceV2(log));
  server.addService(PersistentSubscriptionsService, persistentSubscriptionsService(log, groups));
  server.addService(ServerFeaturesService, { getSupportedMethods: answerWith(supportedMethods) });
  server.addService(GossipService, { read: answerWith(() => clusterOfOne(self.port)) });
  self.port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
  return {
    port: self.port,
    log,
    groups,
    close: async () => {
      for (const group of groups.values()) group.close();
      server.forceShutdown();
    },
  };
}

function answerWith<Answer>(answer: () => Answer): grpc.handleUnaryCall<unknown, Answer> {
  return (_call, respond) => respond(null, answer());
}

function supportedMethods(): SupportedMethods {
  const answer = new SupportedMethods();
  answer.setEventStoreServerVersion('26.1.0');
  for (const service of [StreamsService, StreamsServiceService, PersistentSubscriptionsService]) {
    for (const { path } of Object.values(service as grpc.ServiceDefinition)) {
      const [, serviceName = '', methodName = ''] = path.toLowerCase().split('/');
      const method = answer.addMethods(new SupportedMethod());
      method.setServiceName(serviceName);
      method.setMethodName(methodName);
      method.setFeaturesList(['all', 'stream']);
    }
  }
  return answer;
}

function clusterOfOne(port: number): ClusterInfo {
  const endPoint = new EndPoint();
  endPoint.setAddress('127.0.0.1');
  endPoint.setPort(port);
  const answer = new ClusterInfo();
  const member = answer.addMembers(new MemberInfo());
  member.setInstanceId(uuid(randomUUID()));
  member.setTimeStamp('0');
  member.setState(MemberInfo.VNodeState.LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endPoint);
  return answer;
}
