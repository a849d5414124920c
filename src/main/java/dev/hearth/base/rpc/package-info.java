/** Calls between processes of a cluster: methods with one message or a stream of them each way, over mutual TLS. */
@NullMarked
package dev.hearth.base.rpc;

import org.jspecify.annotations.NullMarked;
