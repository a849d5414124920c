/**
 * Vocabulary: the values that every service shares. Nothing here does I/O. The types are records, enums, and sealed
 * interfaces of these. The exceptions are functions without state ({@link dev.hearth.model.Quotas},
 * {@link dev.hearth.model.Sha256}, {@link dev.hearth.model.FunctionErrors}), {@link dev.hearth.model.Reservations},
 * which adds up values, and the taker of an answer ({@link dev.hearth.model.ResponseSink},
 * {@link dev.hearth.model.GatheringSink}), which has a state.
 */
@NullMarked
package dev.hearth.model;

import org.jspecify.annotations.NullMarked;
