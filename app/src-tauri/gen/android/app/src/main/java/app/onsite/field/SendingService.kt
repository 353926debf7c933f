package app.onsite.field

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.Handler
import android.os.IBinder
import android.os.Looper
import java.io.File

/**
 * Keeps the process while something waits to be sent and its user looks at another app: the core goes on syncing in it as it
 * does with the window open. It ends with the last thing sent, and after a while in any case: without a signal there is
 * nothing to wait for, and the battery is the engineer's.
 */
class SendingService : Service() {
  private val handler = Handler(Looper.getMainLooper())
  private var looks = 0
  private val look = object : Runnable {
    override fun run() {
      looks += 1
      if (looks > LOOKS_MAX || !isWaiting(this@SendingService)) stopSelf() else handler.postDelayed(this, LOOK_MS)
    }
  }

  override fun onBind(intent: Intent?): IBinder? = null

  override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
    val manager = getSystemService(NotificationManager::class.java)
    manager.createNotificationChannel(
      NotificationChannel(CHANNEL, getString(R.string.sending_channel), NotificationManager.IMPORTANCE_LOW)
    )
    val open = PendingIntent.getActivity(this, 0, Intent(this, MainActivity::class.java), PendingIntent.FLAG_IMMUTABLE)
    val notification = Notification.Builder(this, CHANNEL)
      .setSmallIcon(android.R.drawable.stat_sys_upload)
      .setContentTitle(getString(R.string.sending_title))
      .setContentIntent(open)
      .setOngoing(true)
      .build()
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
      startForeground(NOTIFICATION, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC)
    } else {
      startForeground(NOTIFICATION, notification)
    }
    looks = 0
    handler.removeCallbacks(look)
    handler.postDelayed(look, LOOK_MS)
    // A process that the system ended comes back with the app.
    return START_NOT_STICKY
  }

  // The system's own bound for this kind of work, from Android 15 on.
  override fun onTimeout(startId: Int, fgsType: Int) = stopSelf()

  override fun onDestroy() = handler.removeCallbacks(look)

  companion object {
    private const val CHANNEL = "sending"
    private const val NOTIFICATION = 1
    private const val LOOK_MS = 5_000L
    private const val LOOKS_MAX = 120

    /** The core keeps this file beside its data as long as something waits (`waiting.rs`). */
    fun isWaiting(context: Context) = File(context.dataDir, "waiting").exists()
  }
}
