package app.onsite.field

import android.content.Intent
import android.os.Bundle
import androidx.activity.enableEdgeToEdge
import androidx.core.content.ContextCompat

class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    enableEdgeToEdge()
    super.onCreate(savedInstanceState)
  }

  override fun onResume() {
    super.onResume()
    stopService(Intent(this, SendingService::class.java))
  }

  // Still in front: afterwards no service may be started.
  override fun onPause() {
    super.onPause()
    if (SendingService.isWaiting(this)) {
      ContextCompat.startForegroundService(this, Intent(this, SendingService::class.java))
    }
  }
}
