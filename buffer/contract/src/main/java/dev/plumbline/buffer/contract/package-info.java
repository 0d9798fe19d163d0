/**
 * What travels: the contract of a stream, its events, and the one reader that says whether an event is what its contract
 * says. Start at {@link dev.plumbline.buffer.contract.Contracts}, then {@link dev.plumbline.buffer.contract.EventReader}.
 * Depends on nothing of the platform, and on no broker, engine or table format.
 */
package dev.plumbline.buffer.contract;
