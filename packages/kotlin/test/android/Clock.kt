// What of Android the bridge and its sample use, in the same signatures, with what a test can see.
package android

object Clock {
    val waiting = mutableListOf<Pair<Long, Runnable>>()

    /** Let time pass: what was due by then runs. */
    fun passes(ms: Long) {
        val due = waiting.filter { it.first <= ms }.sortedBy { it.first }
        waiting.removeAll(due)
        due.forEach { it.second.run() }
    }
}
