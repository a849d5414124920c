/** Durable state: functions, accounts, access keys. No other package uses SQL. */
@NullMarked
package dev.hearth.base.store;

import org.jspecify.annotations.NullMarked;
