package android.os

import android.Clock

interface IBinder

class Bundle {
    val binders = mutableMapOf<String, IBinder?>()

    fun putBinder(name: String, value: IBinder?) {
        binders[name] = value
    }
}

class Looper {
    companion object {
        @JvmStatic fun getMainLooper() = Looper()
    }
}

@Suppress("UNUSED_PARAMETER")
class Handler(looper: Looper) {
    fun postDelayed(what: Runnable, ms: Long): Boolean = Clock.waiting.add(ms to what)

    fun removeCallbacksAndMessages(token: Any?) = Clock.waiting.clear()
}
