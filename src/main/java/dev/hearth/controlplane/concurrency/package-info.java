/** How much of a function runs at once: reserved and provisioned concurrency, account settings, scaling, recursion. */
@NullMarked
package dev.hearth.controlplane.concurrency;

import org.jspecify.annotations.NullMarked;
