/** Durable state: functions, accounts, access keys. The only package that speaks SQL. */
@NullMarked
package dev.hearth.base.store;

import org.jspecify.annotations.NullMarked;
